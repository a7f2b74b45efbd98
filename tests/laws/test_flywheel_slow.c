/* The variance of the whole wheel: a = 50, mu = .05, rho = .03 give a mu / (mu - rho)^2 = 6250 around 2500 customers.
 * The market of 100,000 is 2.5 % full and steps are a week long; the expected values hold both. */
#include "tests/laws/flywheel_laws.h"

static void test_variance(void **state)
{
    enum { N = 100000, ROWS = 400, STEPS = 10 };
    const struct wheel_law w = wheel_law(N, 50, .05, .03, 1);
    const double steady = wheel_steady(&w);
    static char ini[2048];
    double spread[REPLICATES], mean[REPLICATES];
    struct simulation s = {0};
    (void)state;
    wheel_ini(ini, &w, .03, round(steady), 1, ROWS * STEPS, STEPS);
    simulate(&s, ini, 0, REPLICATES, 0);
    for (size_t k = 0; k < REPLICATES; k++) {
        spread[k] = wheel_spread(&s, k, &steady);
        mean[k] = 0;
        for (size_t row = 1; row <= ROWS; row++)
            mean[k] += series_at(&s, k, "customers", NULL, row) / ROWS;
    }
    print_message("textbook 2500, ");
    assert_mean("C*", mean, REPLICATES, steady, Z, 0, .006);
    print_message("textbook 6250, ");
    assert_mean("variance", spread, REPLICATES, wheel_mean_variance(&w, ROWS, STEPS), Z, 0, .08);
    simulation_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_variance)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
