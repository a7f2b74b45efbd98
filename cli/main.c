/* The program `flywheel`: finds the command, calls it, and sees to it that what it said has arrived. */
#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/json_out.h"
#include "cli/ranks.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file opened later must not land on a closed standard stream's number. Opened the wrong way round on purpose: using
 * the stream still fails. */
static void hold_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0) (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/* `flywheel`, `flywheel --help`, `flywheel -h` and `flywheel --version` are what people try first. */
static const char *command_name(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) return "help";
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) return "version";
    return word;
}

/* --json holds for errors in the command line itself, so it is looked for before anything is parsed. */
static bool asks_for_json(int argc, char **argv)
{
    const struct command *command = command_find(command_name(argc, argv));
    if (command && !(command->bit & ANSWER)) return false; /* it takes a file for it */
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--json") == 0) return true;
    return false;
}

/* The other processes of an MPI job have nothing to do where nothing is dealt out. */
static bool has_part(const struct context *context, const struct command *command)
{
    return !ranks_is_helper(context) || (command->bit & KEEP_RESULT);
}

static int call_command(int argc, char **argv, struct context *context)
{
    int ret;
    const char *name = command_name(argc, argv);
    const struct command *command = command_find(name);
    if (argc < 2 || !*name)
        return messages_error(&context->messages, FLY_ERR_USAGE, "which command? (see: flywheel help)");
    if (!command) return help_refuse_command(name, &context->messages);
    FLY_TRY(options_parse(&context->options, command, argc - 1, argv + 1, &context->messages));
    context->messages.quiet = context->options.quiet;
    if (context->options.help) {
        help_present(command, context);
    } else {
        FLY_TRY(ranks_take_options(context));
        if (has_part(context, command)) ret = command->call(context);
    }
out:
    return ret;
}

/* The answer with its warnings; or, when there is none, the errors. A failure to write it shows when stdout is closed.
 */
static int print_json(const struct context *context, int status)
{
    json_t *object = status < 0 ? json_object() : json_incref(context->answer);
    if (status < 0) json_out_set(object, "errors", messages_json(&context->messages, FLY_ERROR));
    json_out_set(object, "warnings", messages_json(&context->messages, FLY_WARNING));
    int ret = json_out_print(object, stdout);
    json_decref(object);
    if (ret == FLY_ERR_MEMORY) (void)fputs("flywheel: error: not enough memory for the answer\n", stderr);
    return ret == FLY_ERR_IO ? FLY_OK : ret;
}

/* Nobody reads the pipe any more. Asked of the descriptor, because a stream keeps that it failed, not why. */
static bool has_no_reader(int fd)
{
    struct pollfd state = {.fd = fd};
    return poll(&state, 1, 0) == 1 && (state.revents & POLLERR);
}

/* What a full disk or a closed pipe has swallowed is an error, though every printf seemed to work. Whoever closed the
 * pipe (`flywheel params | head -1`) has seen enough and is told nothing. */
static int finish_stdout(int status)
{
    bool has_failed = fflush(stdout) != 0 || ferror(stdout);
    if (!has_failed || status < 0) return status;
    if (!has_no_reader(fileno(stdout))) (void)fputs("flywheel: error: standard output could not be written\n", stderr);
    return FLY_ERR_IO;
}

/* Idle threads that spin take the processor from those that work, and on a busy machine two threads become slower than
 * one. OpenMP reads this when the program is loaded, so the program is started once more with it. */
static void wait_passively(char **argv)
{
    if (!getenv("OMP_WAIT_POLICY") && setenv("OMP_WAIT_POLICY", "passive", 1) == 0) (void)execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    wait_passively(argv);
    struct context context = {0};
    hold_standard_streams();
    interrupt_setup();
    fly_library_setup();
    int status = ranks_begin(&context);
    if (status == FLY_OK) status = call_command(argc, argv, &context);
    const bool is_helper = ranks_is_helper(&context);
    status = ranks_end(&context, status);
    if (status < 0) (void)messages_add(&context.messages, status, &(struct fly_error){0});
    messages_print(&context.messages);
    messages_print_rest(&context.messages);
    /* without memory for its message a failure is still told */
    if (status < 0 && context.messages.found.n_errors == 0)
        (void)fprintf(stderr, "flywheel: error: %s\n", fly_status_meaning(status));
    if (asks_for_json(argc, argv) && !is_helper) {
        int printed = print_json(&context, status);
        if (status == FLY_OK) status = printed;
    }
    status = finish_stdout(status);
    json_decref(context.answer);
    messages_free(&context.messages);
    options_free(&context.options);
    const bool is_stopped = status == FLY_ERR_INTERRUPT && interrupt_signal();
    return interrupt_end(is_stopped ? 128 + interrupt_signal() : fly_exit_code(status));
}
