package tensorguard.llm_content_test

import data.tensorguard.llm_content

denied := {each.code | some each in llm_content.deny}

base := {
	"direction": "prompt",
	"characters": 120,
	"topics": [{"name": "billing", "confidence": 0.9}],
	"scores": {"injection": 0.1, "toxicity": 0.05},
	"findings": [],
}

test_the_usual_request_is_allowed if {
	llm_content.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not llm_content.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not llm_content.allow with input as "text"
	not llm_content.allow with input as []
	not llm_content.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not llm_content.allow with input as base with data.parameters.llm_content as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not llm_content.allow with input as less
	}
}

test_answers_may_be_longer if {
	denied == set() with input as base with input.direction as "answer" with input.characters as 30000
}

test_long_prompts_are_denied if {
	denied == {"too_long"} with input as base with input.characters as 20001
}

test_blocked_topics_are_denied if {
	denied == {"topic_blocked"} with input as base with input.topics as [{"name": "malware", "confidence": 0.9}]
}

test_uncertain_topics_are_allowed if {
	denied == set() with input as base with input.topics as [{"name": "malware", "confidence": 0.3}]
}

test_topics_without_confidence_are_taken_seriously if {
	denied == {"topic_blocked"} with input as base with input.topics as [{"name": "malware"}]
}

test_strangers_are_watched_closely if {
	denied == {"injection_suspected"} with input as base with input.scores.injection as 0.5
}

test_trusted_sources_have_more_room if {
	denied == set() with input as base with input.scores.injection as 0.5 with input.trusted_source as true
}

test_scores_that_are_no_numbers_are_denied if {
	denied == {"injection_suspected", "toxic"} with input as base with input.scores as {"injection": "low", "toxicity": null}
}

test_leaks_are_denied if {
	denied == {"leak"} with input as base with input.findings as ["private_key"]
}

test_other_directions_are_denied if {
	denied == {"direction_unknown", "too_long"} with input as base with input.direction as "side"
}
