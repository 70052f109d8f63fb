package tensorguard.cost_test

import data.tensorguard.cost

denied := {each.code | some each in cost.deny}

base := {
	"tenant": "acme",
	"model": "large",
	"input_tokens": 2000,
	"max_output_tokens": 1000,
	"spent_today_micro_eur": 100,
	"requests_last_minute": 3,
}

test_the_usual_request_is_allowed if {
	cost.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not cost.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not cost.allow with input as "text"
	not cost.allow with input as []
	not cost.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not cost.allow with input as base with data.parameters.cost as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not cost.allow with input as less
	}
}

test_tenants_have_their_models if {
	denied == {"model_not_allowed"} with input as base with input.tenant as "trial"
}

test_small_models_are_for_all if {
	denied == set() with input as base with input.tenant as "trial" with input.model as "small"
}

test_unknown_tenants_are_denied if {
	denied == {"tenant_unknown", "model_not_allowed", "budget_exceeded"} with input as base with input.tenant as "nobody"
}

test_expensive_calls_are_denied if {
	denied == {"call_too_expensive"} with input as base with input.max_output_tokens as 60000
}

test_tokens_beyond_the_model_are_denied if {
	denied == {"tokens_exceeded", "call_too_expensive", "budget_exceeded"} with input as base with input.input_tokens as 200000
}

test_a_spent_budget_is_spent if {
	denied == {"budget_exceeded"} with input as base with input.spent_today_micro_eur as 50000000
}

test_the_last_cent_may_be_spent if {
	denied == set() with input as base with input.spent_today_micro_eur as 49940000
}

test_negative_tokens_are_denied if {
	denied == {"tokens_exceeded", "call_too_expensive", "budget_exceeded"} with input as base with input.input_tokens as -5
}

test_negative_spending_is_denied if {
	denied == {"budget_exceeded"} with input as base with input.spent_today_micro_eur as -1
}

test_too_many_requests_are_denied if {
	denied == {"rate_exceeded"} with input as base with input.requests_last_minute as 120
}
