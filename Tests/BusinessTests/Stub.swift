// Business
