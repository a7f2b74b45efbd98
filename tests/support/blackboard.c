/* Runs one replicate and keeps the world as its last step left it: a test sees what mechanisms told each other. */
#include "tests/support/blackboard.h"

#include "tests/support/test.h"

void blackboard_run(struct blackboard *b, const char *ini)
{
    struct fly_error error = {0};
    simulate(&b->simulation, ini, 0, 1, 1);
    const struct fly_setup *setup = &b->simulation.setup;
    int ret = fly_world_init(&b->world, setup, NULL, 1, &error);
    if (ret == FLY_OK) ret = fly_record_init(&b->record, &setup->layout, setup->n_rows);
    if (ret == FLY_OK) ret = fly_world_run(&b->world, 0, &b->record, &error);
    if (ret != FLY_OK) fail_msg("%d: %s", ret, error.text);
    b->market = fly_market_of(&b->world);
}

void blackboard_free(struct blackboard *b)
{
    fly_record_free(&b->record);
    fly_world_free(&b->world);
    simulation_free(&b->simulation);
}
