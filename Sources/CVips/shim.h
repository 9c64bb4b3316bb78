// Empty: the library is found and linked by this target, its headers are for Sources/CPictures alone.
