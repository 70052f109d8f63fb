# METADATA
# title: "Cost"
# description: "A call keeps to the budget of its tenant and the limits of its model, reckoned before it is made"
# custom:
#   severity: medium
#   frameworks: ["FinOps", "OWASP LLM10"]
package tensorguard.cost

import data.parameters.cost as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "tenant_unknown", "message": "the tenant has no budget"} if not tenant

deny contains {"code": "model_not_allowed", "message": "the tenant may not use this model"} if not model_is_allowed

deny contains {"code": "tokens_exceeded", "message": "tokens are missing, no whole numbers or above the limit of the model"} if not tokens_are_bounded

deny contains {"code": "call_too_expensive", "message": "the call costs too much, or its cost is unknown"} if not call_micro_eur <= params.max_call_micro_eur

deny contains {"code": "budget_exceeded", "message": "the budget of today does not hold the call"} if not budget_holds

deny contains {"code": "rate_exceeded", "message": "there are too many requests, or their number is unknown"} if not rate_is_bounded

tenant := params.tenants[input.tenant]

model := params.models[input.model]

model_is_allowed if {
	input.model in tenant.models
	model.max_tokens > 0
}

tokens_are_bounded if {
	is_count(input.input_tokens)
	is_count(input.max_output_tokens)
	input.input_tokens + input.max_output_tokens <= model.max_tokens
}

is_count(value) if {
	type_name(value) == "number"
	value >= 0
	value % 1 == 0
}

# The most that the call can cost: all of the output that it may make.
call_micro_eur := micro_eur if {
	tokens_are_bounded
	micro_eur := (input.input_tokens * model.micro_eur_per_input_token) + (input.max_output_tokens * model.micro_eur_per_output_token)
}

budget_holds if {
	is_count(input.spent_today_micro_eur)
	input.spent_today_micro_eur + call_micro_eur <= tenant.daily_micro_eur
}

rate_is_bounded if {
	is_count(input.requests_last_minute)
	input.requests_last_minute < params.max_requests_per_minute
}
