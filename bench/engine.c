/* Times the flywheel preset at growing market sizes beside the cost of the random numbers it draws, and how long it
 * takes to draw a network, all in one run, so that the ratios hold on a noisy machine. Prints a table, or JSON with
 * --json. */
#include "sim/ensemble.h"
#include "sim/results.h"
#include "sim/world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { N_SIZES = 3, BLOCK = 4096, DRAW_ROUNDS = 20000 };

static double cpu_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double wall_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct draws {
    double word, call, scalar; /* ns: one word of a shared call, one vectorised call, one call alone */
};

static struct draws time_draws(void)
{
    static uint32_t words[4 * BLOCK];
    static uint16_t list[BLOCK];
    const struct fly_key key = fly_key_make(1, 0);
    volatile uint32_t sink = 0;
    struct draws draws;
    for (uint32_t i = 0; i < BLOCK; i++)
        list[i] = (uint16_t)i;
    double t = cpu_seconds();
    for (uint32_t r = 0; r < DRAW_ROUNDS; r++)
        fly_draw_shared(key, 0, BLOCK, r, 1, words), sink += words[r % BLOCK];
    draws.word = 1e9 * (cpu_seconds() - t) / DRAW_ROUNDS / BLOCK;
    t = cpu_seconds();
    for (uint32_t r = 0; r < DRAW_ROUNDS; r++)
        fly_draw_list(key, 0, list, BLOCK, r, 1, words, BLOCK), sink += words[r % BLOCK];
    draws.call = 1e9 * (cpu_seconds() - t) / DRAW_ROUNDS / BLOCK;
    t = cpu_seconds();
    for (uint32_t r = 0; r < 1000 * BLOCK; r++)
        sink += fly_draw(key, r, 1, 1, 0).w[0];
    draws.scalar = 1e9 * (cpu_seconds() - t) / 1000 / BLOCK;
    return draws;
}

static int die(const struct fly_error *error, const struct fly_diagnostics *found)
{
    for (size_t k = 0; found && k < found->n_items; k++)
        fprintf(stderr, "%s: %s\n", found->items[k].place, found->items[k].text);
    fprintf(stderr, "%s\n", error->text);
    exit(fly_exit_code(error->code || !found ? error->code : found->code));
}

/* Seconds to draw a network of a million agents with ten ties each, the best of three: the first also gets its memory.
 */
static double time_network(enum fly_network_kind kind)
{
    struct fly_network network = {.kind = kind, .n_agents = 1000000, .degree = 10};
    struct fly_error error = {0};
    double best = HUGE_VAL;
    for (uint32_t replicate = 0; replicate < 3; replicate++) {
        const double t = cpu_seconds();
        if (fly_network_draw(&network, fly_key_make(1, replicate), &error) < 0) die(&error, NULL);
        best = fmin(best, cpu_seconds() - t);
    }
    fly_network_free(&network);
    return best;
}

struct timing {
    const char *name;
    double agents, cpu, wall, active_steps, all_steps, bytes_per_agent;
    int threads;
};

static struct timing time_run(const char *path, uint64_t agents, int weeks, int threads)
{
    char size[64], horizon[64];
    const char *sets[] = {size, horizon, "run.replicates=1"};
    struct fly_scenario scenario;
    struct fly_setup setup;
    struct fly_results results;
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = threads};
    (void)snprintf(size, sizeof size, "market.agents=%llu", (unsigned long long)agents);
    (void)snprintf(horizon, sizeof horizon, "time.horizon=%d", weeks);
    if (fly_scenario_load(&scenario, fly_engine_schema(), path, sets, 3, &found) < 0) die(&error, &found);
    if (fly_setup_init(&setup, &scenario, &found, &error) < 0) die(&error, &found);
    if (fly_results_init(&results, &setup, 1, 0, 1, &error) < 0) die(&error, &found);
    const double cpu = cpu_seconds(), wall = wall_seconds();
    if (fly_ensemble_run(&results, &options, &error) < 0) die(&error, &found);
    const struct timing timing = {.name = strrchr(path, '/') + 1,
                                  .agents = (double)agents,
                                  .cpu = cpu_seconds() - cpu,
                                  .wall = wall_seconds() - wall,
                                  .active_steps = (double)results.records[0].agent_steps,
                                  .all_steps = (double)agents * setup.n_steps,
                                  .bytes_per_agent = (double)fly_setup_memory(&setup) / (double)agents,
                                  .threads = threads};
    fly_results_free(&results);
    fly_setup_free(&setup);
    fly_scenario_free(&scenario);
    fly_diagnostics_free(&found);
    return timing;
}

struct networks {
    double scale_free, erdos_renyi; /* s */
};

static void print_table(const struct draws *draws, const struct networks *networks, const struct timing *timings,
                        size_t n)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("Philox4x32-10: %.2f ns a word of a shared call, %.2f ns a vectorised call, %.2f ns a call alone\n\n",
           draws->word, draws->call, draws->scalar);
    printf("a network of a million agents with ten ties each: scale_free %.2f s, erdos_renyi %.2f s\n\n",
           networks->scale_free, networks->erdos_renyi);
    printf("%16s %12s %8s %12s %16s %18s %16s %13s\n", "scenario", "agents", "threads", "cpu s", "M active/s wall",
           "ns/active step cpu", "ns/agent step cpu", "bytes/agent");
    for (size_t k = 0; k < n; k++) {
        const struct timing *t = &timings[k];
        printf("%16s %12.0f %8d %12.2f %16.1f %18.2f %16.2f %13.1f\n", t->name, t->agents, t->threads, t->cpu,
               1e-6 * t->active_steps / t->wall, 1e9 * t->cpu / t->active_steps, 1e9 * t->cpu / t->all_steps,
               t->bytes_per_agent);
    }
    printf("\npeak memory of the whole run: %.0f MiB\n", (double)usage.ru_maxrss / 1024);
}

static void print_json(const struct draws *draws, const struct networks *networks, const struct timing *timings,
                       size_t n)
{
    printf("{\"philox_ns\": {\"word\": %.4f, \"call\": %.4f, \"alone\": %.4f}, \"network_s\": {\"scale_free\": %.4f, "
           "\"erdos_renyi\": %.4f}, \"runs\": [",
           draws->word, draws->call, draws->scalar, networks->scale_free, networks->erdos_renyi);
    for (size_t k = 0; k < n; k++)
        printf("%s{\"scenario\": \"%s\", \"agents\": %.0f, \"threads\": %d, \"cpu_s\": %.4f, \"wall_s\": %.4f, "
               "\"active_steps\": %.0f, "
               "\"bytes_per_agent\": %.2f}",
               k ? ", " : "", timings[k].name, timings[k].agents, timings[k].threads, timings[k].cpu, timings[k].wall,
               timings[k].active_steps, timings[k].bytes_per_agent);
    printf("]}\n");
}

int main(int argc, char **argv)
{
    static const uint64_t sizes[N_SIZES] = {100000, 1000000, 10000000};
    static const int weeks[N_SIZES] = {260, 260, 52};
    const char *const preset = "scenarios/presets/flywheel.ini";
    enum { N_RUNS = 2 * N_SIZES + 2 };
    struct timing timings[N_RUNS];
    fly_library_setup();
    const struct draws draws = time_draws();
    const struct networks networks = {time_network(FLY_SCALE_FREE), time_network(FLY_ERDOS_RENYI)};
    for (size_t k = 0; k < N_SIZES; k++) {
        timings[2 * k] = time_run(preset, sizes[k], weeks[k], 1);
        timings[2 * k + 1] = time_run(preset, sizes[k], weeks[k], 2);
    }
    timings[N_RUNS - 2] = time_run("bench/plain.ini", 1000000, 260, 1);
    timings[N_RUNS - 1] = time_run("bench/everything.ini", 1000000, 260, 1);
    (argc > 1 && !strcmp(argv[1], "--json") ? print_json : print_table)(&draws, &networks, timings, N_RUNS);
    return 0;
}
