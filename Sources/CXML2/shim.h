#include <libxml/xmlversion.h>
// Debian builds libxml2 with ICU, whose headers clash with those of Foundation's own ICU. Without this the converter fields at the end of a struct that we only hold
// pointers to are left out.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/SAX2.h>
