/* Messages between ranks: packed by the rank of the addressee, exchanged once in a step, put into mailboxes. */
#ifndef FLY_EXCHANGE_H
#define FLY_EXCHANGE_H

#include "sim/worker.h"

/* These do nothing where one process has the market. */
int fly_exchange_init(struct fly_world *world);
void fly_exchange_free(struct fly_world *world);
void fly_exchange_clear(struct fly_world *world);

/* Keeps a message to an agent of another rank; false when there is no memory. */
bool fly_bag_put(const struct fly_world *world, struct fly_worker *worker, const struct fly_message *message);

/* Sends what this step's receive is to read and receives what others send; all ranks succeed or fail together. */
int fly_world_exchange(struct fly_world *world, struct fly_error *error);

/* Puts one worker's share of what has arrived into his mailbox. */
void fly_world_deliver(struct fly_world *world, int worker);

#endif
