/* Times igraph's SIR epidemic on a random graph, the process of bench/w.ini in continuous time: transmission .05 per
 * tie and time unit, recovery .1 per time unit, one person infected at first. Building the graph is not counted.
 *
 *   bench_igraph AGENTS
 *
 * igraph_sir starts with one infected person, so some runs die out at once; they are tried again until one reaches half
 * of the people. Ours begins with one in a thousand: both pass through the whole epidemic, whose work is the same.
 * igraph runs until nobody is infected, some 150 time units; what is left after 100 is next to nothing. */
#include <igraph/igraph.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 2) return fprintf(stderr, "usage: bench_igraph AGENTS\n"), 2;
    const igraph_integer_t n = atoll(argv[1]);
    const double beta = 0.05, gamma = 0.1;
    igraph_t graph;
    double cpu, reached;
    igraph_rng_seed(igraph_rng_default(), 1);
    igraph_erdos_renyi_game_gnm(&graph, n, 5 * n, IGRAPH_UNDIRECTED, IGRAPH_NO_LOOPS);
    do {
        igraph_vector_ptr_t result;
        igraph_vector_ptr_init(&result, 0);
        cpu = cpu_seconds();
        igraph_sir(&graph, beta, gamma, 1, &result);
        cpu = cpu_seconds() - cpu;
        igraph_sir_t *const run = VECTOR(result)[0];
        reached = (double)igraph_vector_int_tail(&run->no_r) / (double)n;
        igraph_sir_destroy(run);
        igraph_free(run);
        igraph_vector_ptr_destroy(&result);
    } while (reached < 0.5);
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("cpu %.6f\nreached %.6f\npeak %.0f\n", cpu, reached, 1024.0 * (double)usage.ru_maxrss);
    igraph_destroy(&graph);
    return 0;
}
