#!/usr/bin/env bash
# What can be meant, but hardly is: levers, surveys and handoffs without money, without an end to serve, or too late.
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

x=$folder/x.ini
n=0

# warns LINE TEXT INI: check says exactly this warning; with an empty TEXT, nothing.
warns() {
    n=$((n + 1))
    printf '%b' "$3" >"$x"
    call 0 check "$x"
    [[ $(<"$err") == "${2:+$x:$1: warning: $2}" ]] || fail "$called: said '$(<"$err")' instead of '$2'"
}

money='[budget]\nweekly = 10\nacquisition = 0.9\nlevers = 0.1\n[channel ads]\nshare = 1\n'
warns 0 '' "${money}[lever a]\ndata = 0.5\ncost_once = 9\n"
warns 7 '[lever a] reduces nothing: set one of pricing, channel, navigation, service or data above 0' "${money}[lever a]\ncost_weekly = 1\n"
warns 0 '' "${money}[lever a]\ndata = 0.5\ncost_once = 9\n[lever b]\nenabled = no\n"
warns 1 '[lever a] never begins: it costs money and has none (budget.levers, budget.weekly)' '[lever a]\ndata = 0.5\ncost_once = 9\n'
warns 4 'budget.levers has money but no lever costs any ([lever NAME], [feedback]): budget.unspent says where it goes' "${money}[lever a]\ndata = 0.5\n"
warns 9 '[lever a] never begins: it starts in week 260, and time.horizon is 260 weeks' "${money}[lever a]\ndata = 0.5\nstart = 260\ncost_once = 9\n"
warns 9 '[lever a] never begins: it waits for feedback, and there is none (feedback.enabled = no)' "${money}[lever a]\ndata = 0.5\ntrigger = feedback\ncost_once = 9\n"
warns 0 '' "${money}[lever a]\ndata = 0.5\ntrigger = feedback\n[feedback]\nenabled = yes\n"
members='[budget]\nweekly = 10\nacquisition = 0.8\nlevers = 0.1\ncommunity = 0.1\n[channel ads]\nshare = 1\n[community]\nenabled = yes\n'
warns 0 '' "${members}[lever a]\ndata = 0.5\ncost_once = 9\ntrigger = feedback\n"
warns 8 'feedback finds friction and nobody acts on it: no [lever NAME] has trigger = feedback' "${money}[feedback]\nenabled = yes\n"
warns 5 'surveys are never held: they cost money (feedback.cost) and have none (budget.levers, budget.weekly)' \
    '[lever a]\ndata = 0.5\ntrigger = feedback\n[feedback]\nenabled = yes\n'
warns 4 '[lever a] removes handoffs, but there are none (handoff.enabled = no)' '[lever a]\nkind = reorganise\nhandoff = 0.1\nhandoffs = 1\n'
warns 0 '' '[lever a]\nkind = reorganise\nhandoffs = 1\n[handoff]\nenabled = yes\n'
warns 2 'nobody is ever handed over: handoffs are for leads who buy, and there are none (engage.enabled = no)' '[handoff]\nenabled = yes\n[engage]\nenabled = no\n'
echo "$n scenarios, warned of or not"
finish
