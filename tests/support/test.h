/* What every test includes first: cmocka wants its own headers before it, in this order. */
#ifndef FLY_TEST_H
#define FLY_TEST_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif
