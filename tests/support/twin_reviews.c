/* The twin's reviews: who writes them, the public rating, what it does to those who decide. */
#include "tests/support/twin_parts.h"

void twin_open_reviews(struct twin *t)
{
    const struct params *p = &t->p;
    if (!p->reviews_enabled || t->review_number <= 0) return;
    const double above = (t->review_stars / t->review_number - p->reviews_neutral) / (5 - p->reviews_neutral);
    const double believed = p->reviews_trust * t->review_number / (t->review_number + p->reviews_number_half);
    const double m = fmax(0, 1 + p->reviews_effect * believed * above);
    t->more.consider *= m;
    t->more.buy *= m;
}

void twin_write_review(struct twin *t, uint32_t id)
{
    const struct params *p = &t->p;
    const double hazard[] = {p->reviews_promoter_rate, p->reviews_passive_rate, p->reviews_detractor_rate};
    const enum attitude attitude = twin_attitude(&t->people[id]);
    if (happens(twin_chance(t, hazard[attitude]), draw_first(t, id, "reviews.post").w[0])) t->out->reviews[attitude]++;
}

/* Of a review of a step that ends now, at a random moment in it, this much counts on average. */
static double counts(const struct twin *t)
{
    const double forgets = log(2) / t->p.reviews_half_life;
    return forgets > 0 ? (1 - exp(-forgets * t->D)) / (forgets * t->D) : 1;
}

void twin_close_reviews(struct twin *t)
{
    const struct params *p = &t->p;
    const double stars[] = {p->reviews_promoter_stars, p->reviews_passive_stars, p->reviews_detractor_stars};
    const double thousands = t->setup->n_agents / 1000.0, left = pow(.5, t->D / p->reviews_half_life);
    t->out->rating[0] = t->out->review_number[0] = NAN;
    if (!p->reviews_enabled) return;
    if (t->step == 0) {
        t->review_number = p->reviews_start_number;
        t->review_stars = p->reviews_start_number * p->reviews_start_rating;
    } else {
        t->review_number *= left;
        t->review_stars *= left;
        for (int a = 0; a < 3; a++) {
            t->review_number += counts(t) * (double)t->out->reviews[a] / thousands;
            t->review_stars += counts(t) * (double)t->out->reviews[a] / thousands * stars[a];
        }
    }
    t->out->review_number[0] = t->review_number;
    if (t->review_number > 0) t->out->rating[0] = t->review_stars / t->review_number;
}
