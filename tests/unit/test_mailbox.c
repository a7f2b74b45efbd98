/* Mailboxes: every message arrives once as it was posted, however many there are for a block, whoever posted them, and
 * after a mailbox was emptied. */
#include "sim/worker.h"

#include "tests/support/test.h"

#include <string.h>

enum { BLOCKS = 9, WORKERS = 3 };

/* Around full chunks of 63, and more than a slab of 256 chunks. */
static const uint32_t n_posted[BLOCKS] = {0, 1, 62, 63, 64, 126, 127, 17000, 5};

static struct fly_message letter(uint32_t block, uint32_t worker, uint32_t k)
{
    return (struct fly_message){block * FLY_BLOCK + (k * 37 + worker) % FLY_BLOCK, (uint8_t)(k % FLY_MESSAGE_KINDS),
                                (uint16_t)(k * 5), k * WORKERS + worker};
}

/* The blocks take turns, so that their chunks lie between each other's. */
static void post_all(struct fly_worker *workers, uint32_t silent)
{
    for (uint32_t k = 0; k < 17000; k++)
        for (uint32_t b = 0; b < BLOCKS; b++)
            for (uint32_t w = 0; w < WORKERS; w++) {
                const struct fly_message message = letter(b, w, k);
                if (k < n_posted[b] && w != silent) assert_true(fly_mailbox_put(&workers[w].boxes[0], b, &message));
            }
}

static void check_block(struct fly_world *world, uint32_t b, uint32_t silent)
{
    static uint8_t arrived[WORKERS * 17000];
    const struct fly_block block = {.world = world, .index = b, .first = b * FLY_BLOCK, .n = FLY_BLOCK};
    struct fly_message message;
    uint32_t n = 0;
    memset(arrived, 0, sizeof arrived);
    for (struct fly_inbox inbox = fly_inbox_open(&block); fly_inbox_next(&inbox, &message); n++) {
        assert_in_range(message.from, 0, sizeof arrived - 1);
        const struct fly_message posted = letter(b, message.from % WORKERS, message.from / WORKERS);
        assert_int_equal(message.to, posted.to);
        assert_int_equal(message.kind, posted.kind);
        assert_int_equal(message.note, posted.note);
        assert_int_equal(arrived[message.from]++, 0);
    }
    assert_int_equal(n, n_posted[b] * (silent < WORKERS ? WORKERS - 1 : WORKERS));
}

static void test_everything_arrives_once(void **state)
{
    static struct fly_worker workers[WORKERS];
    struct fly_world world = {.workers = workers, .n_workers = WORKERS};
    (void)state;
    for (uint32_t w = 0; w < WORKERS; w++)
        assert_int_equal(fly_mailbox_init(&workers[w].boxes[0], BLOCKS), FLY_OK);
    for (uint32_t silent = 0; silent <= WORKERS; silent++) {
        post_all(workers, silent);
        for (uint32_t b = 0; b < BLOCKS; b++)
            check_block(&world, b, silent);
        for (uint32_t w = 0; w < WORKERS; w++)
            fly_mailbox_clear(&workers[w].boxes[0], BLOCKS);
    }
    for (uint32_t w = 0; w < WORKERS; w++)
        fly_mailbox_free(&workers[w].boxes[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_everything_arrives_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
