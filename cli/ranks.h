/* The processes of an MPI job, where the program was built for it and started by it. */
#ifndef CLI_RANKS_H
#define CLI_RANKS_H

#include "cli/command.h"

/* Joins the other processes, if there are any. Those that are not the first say nothing and write nothing. */
int ranks_begin(struct context *context);

/* Whether markets are to be cut over all of them. */
int ranks_take_options(struct context *context);

/* Lets the others know what this one has come to, and leaves them; returns what all have come to. */
int ranks_end(struct context *context, int status);

/* Where all of them share each market they go on only together: returns what all have come to. */
int ranks_agree(struct context *context, int status);

/* Whether this process only works for the first one. */
bool ranks_is_helper(const struct context *context);

#endif
