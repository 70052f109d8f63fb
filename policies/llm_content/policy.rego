# METADATA
# title: "LLM content"
# description: "Prompts and answers keep to topics and length; what detectors take for an injection or a leak is stopped"
# custom:
#   severity: high
#   frameworks: ["OWASP LLM01", "OWASP LLM02", "EU AI Act Art. 15"]
package tensorguard.llm_content

import data.parameters.llm_content as params

default allow := false

allow if count(deny) == 0

# Scores run from 0 to 1 and come from detectors; a score that is missing is taken for the worst.

deny contains {"code": "direction_unknown", "message": "the text is neither a prompt nor an answer"} if not input.direction in params.directions

deny contains {"code": "too_long", "message": "the length is missing or above the limit"} if not length_is_bounded

deny contains {"code": "topic_blocked", "message": "the text is about a blocked topic, or topics were not detected"} if not topics_are_allowed

deny contains {"code": "injection_suspected", "message": "the text may be an injection"} if not injection_is_unlikely

deny contains {"code": "toxic", "message": "the text may be toxic"} if not score_is_at_most(input.scores.toxicity, params.max_toxicity)

deny contains {"code": "leak", "message": "the text holds something that must not leave"} if not nothing_leaks

length_is_bounded if {
	type_name(input.characters) == "number"
	input.characters >= 0
	input.characters <= params.max_characters[input.direction]
}

topics_are_allowed if {
	type_name(input.topics) == "array"
	count(params.blocked_topics) >= 0
	every topic in input.topics {
		topic_is_allowed(topic)
	}
}

topic_is_allowed(topic) if {
	type_name(topic.name) == "string"
	not topic.name in params.blocked_topics
}

topic_is_allowed(topic) if score_is_below(topic.confidence, params.min_topic_confidence)

injection_is_unlikely if {
	input.trusted_source == true
	score_is_at_most(input.scores.injection, params.max_injection_score)
}

# Documents, web pages and results of tools come from strangers.
injection_is_unlikely if score_is_at_most(input.scores.injection, params.max_injection_score_untrusted)

nothing_leaks if {
	type_name(input.findings) == "array"
	count(params.blocked_findings) >= 0
	every finding in input.findings {
		not finding in params.blocked_findings
	}
}

score_is_at_most(score, most) if {
	type_name(score) == "number"
	score >= 0
	score <= most
}

score_is_below(score, least) if {
	type_name(score) == "number"
	score >= 0
	score < least
}
