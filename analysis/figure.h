/* What a figure of an analysis is called, its unit, and its definition. */
#ifndef FLY_FIGURE_H
#define FLY_FIGURE_H

struct fly_figure {
    const char *name, *unit, *doc;
};

#endif
