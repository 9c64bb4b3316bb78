/// Asks memory for the line of an address that will be read soon; never faults, whatever the address.
static inline void prefetch_line(const void *address) { __builtin_prefetch(address); }
