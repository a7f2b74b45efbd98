/* Looks whether a result file is whole and whether what must add up in it does. */
#include "analysis/verify.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_STEP = 1 << 20, MOST_TERMS = 9 };

FLY_PRINTF(3, 4)
static void complain(struct fly_verification *v, const char *path, const char *format, ...)
{
    char text[FLY_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fly_diagnose(&v->found, FLY_ERROR, path, 0, "%s", text);
}

/* ---- the bytes ---- */

static int hash_file(int fd, size_t size, struct fly_hash *hash)
{
    struct fly_hash_stream *stream = fly_hash_begin();
    unsigned char *bytes = fly_alloc(HASH_STEP, 1);
    int ret = stream && bytes ? FLY_OK : FLY_ERR_MEMORY;
    for (size_t at = 0; ret == FLY_OK && at < size;) {
        const ssize_t n = pread(fd, bytes, size - at < HASH_STEP ? size - at : HASH_STEP, (off_t)at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) ret = FLY_ERR_IO;
        if (n > 0) fly_hash_add(stream, bytes, (size_t)n);
        at += n > 0 ? (size_t)n : 0;
    }
    if (ret == FLY_OK) *hash = fly_hash_end(stream);
    fly_free(bytes);
    fly_hash_free(stream);
    return ret;
}

/* Whether a file nowhere names the fingerprint of its results, as every whole one with fingerprints does: asked of its
 * bytes, since HDF5 is not to be let at a changed file. A buffer begins with the end of the one before, so that no name
 * is cut in two. */
static bool names_no_content(int fd)
{
    enum { NAME = sizeof FLY_ATTR_CONTENT - 1 };
    char *bytes = fly_alloc(HASH_STEP, 1);
    bool is_named = !bytes;
    ssize_t n = HASH_STEP;
    for (off_t at = 0; !is_named && n > NAME; at += n - NAME) {
        n = pread(fd, bytes, HASH_STEP, at);
        is_named = n < 0 || memmem(bytes, (size_t)n, FLY_ATTR_CONTENT, NAME);
    }
    fly_free(bytes);
    return !is_named;
}

int fly_verify_bytes(struct fly_verification *v, const char *path, struct fly_error *error)
{
    assert(v && path);
    *v = (struct fly_verification){0};
    char line[FLY_LAST_LINE_BYTES + 1] = {0}, expected[FLY_LAST_LINE_BYTES + 1], text[FLY_HASH_TEXT];
    struct fly_hash hash = {0};
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC), ret = FLY_OK;
    if (fd < 0 || fstat(fd, &status) < 0)
        FLY_TRY(fly_fail(error, FLY_ERR_NO_INPUT, "%s cannot be opened: %s.", path, strerror(errno)));
    const off_t size = status.st_size - FLY_LAST_LINE_BYTES;
    if (size > 0) ret = hash_file(fd, (size_t)size, &hash);
    if (ret == FLY_ERR_MEMORY) FLY_TRY(fly_fail(error, ret, "No memory to read %s.", path));
    fly_hash_print(hash, text);
    (void)snprintf(expected, sizeof expected, FLY_LAST_LINE "%s\n", text);
    if (ret < 0 || size <= 0 || pread(fd, line, FLY_LAST_LINE_BYTES, size) != FLY_LAST_LINE_BYTES)
        complain(v, path, "it cannot be read to its end");
    else if (strncmp(line, FLY_LAST_LINE, sizeof FLY_LAST_LINE - 1) != 0)
        complain(v, path, "its last line, with the fingerprint of all bytes, is missing: it was cut or changed");
    else if (strcmp(line, expected) != 0)
        complain(v, path, "its bytes are not those that were written");
    v->may_be_older = size > 0 && strncmp(line, FLY_LAST_LINE, sizeof FLY_LAST_LINE - 1) != 0 && names_no_content(fd);
    ret = FLY_OK;
out:
    if (fd >= 0) (void)close(fd);
    return ret;
}

/* ---- identities ---- */

/* A series in an identity: the sum over its labels, or one label; in the week itself, the one before, or up to it. */
struct term {
    int sign;
    const char *series, *label; /* label NULL: all of them, or there are none */
    enum { NOW, BEFORE, SO_FAR } when;
};

/* The balance of a stage: who is in it, less who was, who came and, back again, who went. */
/* clang-format off */
#define STAGE(stage) {1, "agents", stage, NOW}, {-1, "agents", stage, BEFORE}
#define CAME(move) {-1, "journey", move, NOW}
#define WENT(move) {1, "journey", move, NOW}
/* clang-format on */

/* What is 0 in every week. */
static const struct identity {
    /* WHERE_USED: where the first series never is anything else than 0, what it counts is switched off. */
    enum { ALWAYS, WHERE_USED } asked;
    const char *what;
    struct term terms[MOST_TERMS];
} identities[] = {
    {ALWAYS,
     "customers are those of the week before, those who came, and less those who left",
     {{1, "customers", NULL, NOW},
      {-1, "customers", NULL, BEFORE},
      {-1, "new_customers", NULL, NOW},
      {-1, "won_back", NULL, NOW},
      {1, "churned", NULL, NOW}}},
    {ALWAYS, "customers are the agents in their stage", {{1, "customers", NULL, NOW}, {-1, "agents", "customer", NOW}}},
    {ALWAYS,
     "promoters, passives and detractors add up to customers",
     {{1, "customers", NULL, NOW}, {-1, "attitudes", NULL, NOW}}},
    {ALWAYS, "customers of all segments add up", {{1, "customers", NULL, NOW}, {-1, "segment_customers", NULL, NOW}}},
    {ALWAYS,
     "new customers of all segments add up",
     {{1, "new_customers", NULL, NOW}, {-1, "segment_new_customers", NULL, NOW}}},
    {ALWAYS, "revenue of all segments adds up", {{1, "revenue", NULL, NOW}, {-1, "segment_revenue", NULL, NOW}}},
    {ALWAYS, "margin of all segments adds up", {{1, "gross_margin", NULL, NOW}, {-1, "segment_margin", NULL, NOW}}},
    {WHERE_USED,
     "purchases are the first and the repeated ones",
     {{1, "purchases", NULL, NOW},
      {-1, "repeat_purchases", NULL, NOW},
      {-1, "new_customers", NULL, NOW},
      {-1, "won_back", NULL, NOW}}},
    {ALWAYS,
     "the budget is what was spent of it and what is unspent",
     {{1, "budget", NULL, SO_FAR},
      {-1, "cost", NULL, SO_FAR},
      {1, "cost", "fixed", SO_FAR},
      {1, "cost", "onboarding", SO_FAR},
      {-1, "unspent", NULL, NOW}}},
    {ALWAYS,
     "profit is margin less all ledgers of costs",
     {{1, "profit", NULL, NOW}, {-1, "gross_margin", NULL, NOW}, {1, "cost", NULL, NOW}}},
    {ALWAYS, "cash is the profit so far", {{1, "cash", NULL, NOW}, {-1, "profit", NULL, SO_FAR}}},
    {ALWAYS,
     "strangers are those of the week before, those who came, and less those who left, by moves",
     {STAGE("stranger"), WENT("stranger_prospect"), WENT("stranger_lead"), WENT("stranger_customer"),
      WENT("stranger_rejecter"), CAME("former_stranger"), CAME("rejecter_stranger"), CAME("resting_stranger")}},
    {ALWAYS,
     "prospects are those of the week before, those who came, and less those who left, by moves",
     {STAGE("prospect"), CAME("stranger_prospect"), WENT("prospect_lead"), WENT("prospect_customer"),
      WENT("prospect_resting"), WENT("prospect_rejecter")}},
    {ALWAYS,
     "leads are those of the week before, those who came, and less those who left, by moves",
     {STAGE("lead"), CAME("stranger_lead"), CAME("prospect_lead"), WENT("lead_handover"), WENT("lead_customer"),
      WENT("lead_resting"), WENT("lead_rejecter")}},
    {ALWAYS,
     "customers are those of the week before, those who came, and less those who left, by moves",
     {STAGE("customer"), CAME("stranger_customer"), CAME("prospect_customer"), CAME("lead_customer"),
      CAME("handover_customer"), WENT("customer_former"), CAME("former_customer")}},
    {ALWAYS,
     "former customers are those of the week before, those who came, and less those who left, by moves",
     {STAGE("former"), CAME("customer_former"), WENT("former_customer"), WENT("former_stranger")}},
    {ALWAYS,
     "rejecters are those of the week before, those who came, and less those who left, by moves",
     {STAGE("rejecter"), CAME("stranger_rejecter"), CAME("prospect_rejecter"), CAME("lead_rejecter"),
      WENT("rejecter_stranger")}},
    {ALWAYS,
     "the resting are those of the week before, those who came, and less those who left, by moves",
     {STAGE("resting"), CAME("prospect_resting"), CAME("lead_resting"), CAME("handover_resting"),
      WENT("resting_stranger")}},
    {ALWAYS,
     "those being handed over are those of the week before, those who came, and less those who left, by moves",
     {STAGE("handover"), CAME("lead_handover"), WENT("handover_customer"), WENT("handover_resting")}},
    {ALWAYS,
     "customers who left were promoters, passives and detractors",
     {{1, "churned", NULL, NOW}, {-1, "churned_by_attitude", NULL, NOW}}},
};

enum { N_IDENTITIES = sizeof identities / sizeof identities[0] };

/* The series of a term, [n_scenarios][n_replicates][n_weeks]; to be freed. FLY_ERR_USAGE where the file has none. */
static int read_term(const struct fly_dataset *data, const struct term *term, double **values, struct fly_error *error)
{
    bool is_flow;
    if (term->label) return fly_dataset_label(data, term->series, term->label, values, error);
    int ret = fly_dataset_series(data, term->series, values, &is_flow, error);
    return ret == FLY_ERR_USAGE ? fly_dataset_sums(data, term->series, values, error) : ret;
}

/* Whole units: money is counted in hundredths, everything else one by one. */
static double whole(double value)
{
    return rint(value * 100);
}

/* Adds a term to the sums of all weeks. What began before week 0 is not known there. */
static void add_term(const struct fly_dataset *data, const struct term *term, const double *values, double *sums)
{
    const size_t n_courses = data->scenarios.n * data->n_replicates, n = data->n_weeks;
    for (size_t c = 0; c < n_courses; c++) {
        double so_far = 0;
        for (size_t w = 0; w < n; w++) {
            const double now = whole(values[c * n + w]);
            so_far += now;
            const double before = w > 0 ? whole(values[c * n + w - 1]) : NAN;
            sums[c * n + w] += term->sign * (term->when == NOW ? now : term->when == BEFORE ? before : so_far);
        }
    }
}

/* What is switched off in a course holds there. */
static void pass_over_idle(const struct fly_dataset *data, const double *values, double *sums)
{
    const size_t n_courses = data->scenarios.n * data->n_replicates, n = data->n_weeks;
    for (size_t c = 0; c < n_courses; c++) {
        size_t w = 0;
        while (w < n && values[c * n + w] == 0)
            w++;
        if (w == n) memset(sums + c * n, 0, n * sizeof *sums);
    }
}

/* The first week of a course in which it does not hold; n_weeks: none. */
static size_t first_wrong(const double *sums, size_t n)
{
    size_t w = 0;
    while (w < n && !(sums[w] != 0 && !isnan(sums[w])))
        w++;
    return w;
}

static void judge(struct fly_verification *v, const struct fly_dataset *data, const char *path, const char *what,
                  const double *sums)
{
    char point[48] = "";
    if (data->n_points > 0) (void)snprintf(point, sizeof point, ", point %zu", data->point);
    v->n_checks += data->scenarios.n * data->n_replicates * data->n_weeks;
    for (size_t c = 0; c < data->scenarios.n * data->n_replicates; c++) {
        const size_t w = first_wrong(sums + c * data->n_weeks, data->n_weeks);
        if (w == data->n_weeks) continue;
        complain(v, path, "%s: not so in %s%s, replicate %zu, week %g (off by %g)", what,
                 data->scenarios.text[c / data->n_replicates], point, c % data->n_replicates, data->weeks[w],
                 sums[c * data->n_weeks + w] / 100);
    }
}

static int check_identity(struct fly_verification *v, const struct fly_dataset *data, const char *path,
                          const struct identity *identity, struct fly_error *error)
{
    int ret = FLY_OK;
    double *sums = fly_alloc(data->scenarios.n * data->n_replicates * data->n_weeks, sizeof *sums), *values = NULL;
    if (!sums) return fly_fail(error, FLY_ERR_MEMORY, "No memory to verify %s.", path);
    /* backwards: the first series is at hand at the end */
    for (size_t t = MOST_TERMS; t > 0; t--) {
        if (!identity->terms[t - 1].series) continue;
        fly_free(values);
        values = NULL;
        FLY_TRY(read_term(data, &identity->terms[t - 1], &values, error));
        add_term(data, &identity->terms[t - 1], values, sums);
    }
    if (identity->asked == WHERE_USED) pass_over_idle(data, values, sums);
    judge(v, data, path, identity->what, sums);
    if (data->point == 0) v->n_identities++;
out:
    fly_free(values);
    fly_free(sums);
    /* a file without the series cannot be asked */
    return ret == FLY_ERR_USAGE ? FLY_OK : ret;
}

/* Agents over stages are the market, in every week. */
static int check_agents(struct fly_verification *v, const struct fly_dataset *data, const char *path,
                        struct fly_error *error)
{
    double *agents = NULL;
    int ret = fly_dataset_sums(data, "agents", &agents, error);
    if (ret < 0) return ret == FLY_ERR_USAGE ? FLY_OK : ret;
    for (size_t s = 0; s < data->scenarios.n; s++) {
        double of_scenario = agents[s * data->n_replicates * data->n_weeks];
        /* at a point of an experiment the market may have another size, but it keeps it */
        if (data->n_points == 0) FLY_TRY(fly_dataset_parameter(data, s, "market.agents", &of_scenario, error));
        for (size_t i = 0; i < data->n_replicates * data->n_weeks; i++) {
            double *value = &agents[s * data->n_replicates * data->n_weeks + i];
            *value = whole(*value) - whole(of_scenario);
        }
    }
    judge(v, data, path, "agents over stages add up to the market", agents);
    if (data->point == 0) v->n_identities++;
out:
    fly_free(agents);
    return ret == FLY_ERR_USAGE ? FLY_OK : ret;
}

static int check_identities(struct fly_verification *v, struct fly_dataset *data, const char *path,
                            struct fly_error *error)
{
    int ret = FLY_OK;
    const size_t n_points = data->n_points > 0 ? data->n_points : 1;
    for (size_t p = 0; p < n_points; p++) {
        if (data->n_points > 0) FLY_TRY(fly_dataset_go_to(data, p, error));
        FLY_TRY(check_agents(v, data, path, error));
        for (size_t i = 0; i < N_IDENTITIES; i++)
            FLY_TRY(check_identity(v, data, path, &identities[i], error));
        if (v->n_identities == 0) break; /* only KPIs were kept */
    }
out:
    return ret;
}

/* ---- the whole ---- */

/* What cannot be read is what verifying is about: a finding. The file is there, its bytes have been looked at. */
static int as_finding(struct fly_verification *v, const char *path, int ret, const struct fly_error *error)
{
    if (ret != FLY_ERR_IO && ret != FLY_ERR_NO_INPUT) return ret;
    complain(v, path, "%s", error->text);
    return FLY_OK;
}

int fly_verify_values(struct fly_verification *v, const char *path, struct fly_error *error)
{
    assert(v && path);
    struct fly_dataset data;
    int ret = fly_dataset_open_file(&data, path, error);
    if (ret == FLY_OK) ret = fly_read_verify_values(&data, path, v, error);
    if (ret == FLY_OK) ret = check_identities(v, &data, path, error);
    fly_dataset_close(&data);
    return as_finding(v, path, ret, error);
}

void fly_verification_free(struct fly_verification *verification)
{
    assert(verification);
    fly_diagnostics_free(&verification->found);
    *verification = (struct fly_verification){0};
}
