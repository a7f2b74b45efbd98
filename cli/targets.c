/* Prints how often targets were met. */
#include "cli/targets.h"

#include "analysis/targets.h"
#include "cli/json_out.h"

#include <stdio.h>

int targets_print(const struct session *session, const size_t *scenarios, size_t n, struct fly_error *error)
{
    bool is_first = true;
    for (size_t s = 0; s < n; s++) {
        struct fly_targets targets;
        int ret = fly_targets_read(&targets, &session->data, scenarios[s], error);
        if (ret < 0) return ret;
        for (size_t i = 0; i < targets.n; i++) {
            const char *name = session->setups[scenarios[s]].scenario->name;
            printf("%s%s%s%s\n", is_first ? "\n" : "", n > 1 ? name : "", n > 1 ? ", " : "", targets.items[i].sentence);
            is_first = false;
        }
        fly_targets_free(&targets);
    }
    return FLY_OK;
}

static json_t *target_json(const char *scenario, const struct fly_target_result *target)
{
    json_t *object = json_object();
    json_out_set(object, "scenario", json_out_text(scenario));
    json_out_set(object, "name", json_out_text(target->name));
    json_out_set(object, "series", json_out_text(target->series));
    json_out_set(object, "is_sum", json_boolean(target->is_flow));
    json_out_set(object, "week", json_out_number(target->week));
    json_out_set(object, "at_least", target->is_at_least ? json_out_number(target->bound) : json_null());
    json_out_set(object, "at_most", target->is_at_least ? json_null() : json_out_number(target->bound));
    json_out_set(object, "n_met", json_integer((json_int_t)target->met.n_met));
    json_out_set(object, "n", json_integer((json_int_t)target->met.n));
    json_out_set(object, "share", json_out_number(target->met.share));
    json_out_set(object, "low", json_out_number(target->met.low));
    json_out_set(object, "high", json_out_number(target->met.high));
    json_out_set(object, "sentence", json_out_text(target->sentence));
    return object;
}

int targets_add_json(const struct session *session, json_t *answer, struct fly_error *error)
{
    json_t *array = NULL;
    for (size_t s = 0; s < session->n; s++) {
        struct fly_targets targets;
        int ret = fly_targets_read(&targets, &session->data, s, error);
        if (ret < 0) return json_decref(array), ret;
        if (targets.n && !array) array = json_array();
        for (size_t i = 0; i < targets.n; i++)
            json_out_append(array, target_json(session->setups[s].scenario->name, &targets.items[i]));
        fly_targets_free(&targets);
    }
    if (array) json_out_set(answer, "targets", array);
    return FLY_OK;
}
