/* Waiting for one of c people: Erlang's B, C and A as functions of any real number of servers.
 *
 * Cases arrive at random (Poisson) and take an exponential time. The load a is what they ask for: arrivals per hour
 * times mean handling time, in servers. Staff follows money, so c is no whole number: the formulas' continuous
 * extensions are used, which agree with the textbook at every whole c. */
#ifndef FLY_QUEUE_H
#define FLY_QUEUE_H

struct fly_queue {
    double waits;    /* probability that a case must wait */
    double wait;     /* its mean wait, those who need not wait included, in units of `handling` or `patience` */
    double abandons; /* probability that it is given up before anybody has time */
};

/* Probability that all servers are busy when nobody waits (blocked cases are lost). servers, load >= 0. */
double fly_erlang_b(double servers, double load);

/* M/M/c: everybody waits. At or above capacity (load >= servers) waits = 1 and wait = INFINITY. */
struct fly_queue fly_erlang_c(double servers, double load, double handling);

/* M/M/c+M: patience is exponential with mean `patience`, in the same unit of time as `handling`. Always stable. */
struct fly_queue fly_erlang_a(double servers, double load, double handling, double patience);

#endif
