# METADATA
# title: "MCP tools"
# description: "Agents call the tools of known servers, as they were reviewed, with arguments in bounds; dangerous ones after a human agreed"
# custom:
#   severity: high
#   frameworks: ["OWASP LLM06", "NIST AI RMF MANAGE 2.4"]
package tensorguard.mcp_tools

import data.parameters.mcp_tools as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "tool_not_allowed", "message": "the tool is not on the list of its server"} if not tool

deny contains {"code": "tool_changed", "message": "the description of the tool is not the one that was reviewed"} if not input.description_digest == tool.digest

deny contains {"code": "argument_unknown", "message": "an argument is not one of the tool, or there are none"} if not arguments_are_known

deny contains {"code": "argument_missing", "message": "an argument that the tool needs is missing"} if not arguments_are_complete

deny contains {"code": "argument_out_of_bounds", "message": "an argument has another type or is out of bounds"} if not arguments_are_bounded

deny contains {"code": "confirmation_missing", "message": "a human other than the caller has to confirm this call"} if not call_is_confirmed

tool := params.servers[input.server][input.tool]

arguments_are_known if {
	is_object(input.arguments)
	every name, _ in input.arguments {
		tool.arguments[name]
	}
}

arguments_are_complete if {
	every name, rule in tool.arguments {
		argument_is_given(name, rule)
	}
}

argument_is_given(_, rule) if object.get(rule, "required", false) == false

argument_is_given(name, _) if type_name(input.arguments[name]) != "null"

arguments_are_bounded if {
	every name, value in input.arguments {
		argument_is_bounded(tool.arguments[name], value)
	}
}

argument_is_bounded(rule, value) if {
	rule.type == "string"
	type_name(value) == "string"
	count(value) <= rule.max_length
}

argument_is_bounded(rule, value) if {
	rule.type == "number"
	type_name(value) == "number"
	value >= object.get(rule, "min", 0)
	value <= rule.max
}

argument_is_bounded(rule, value) if {
	rule.type == "boolean"
	type_name(value) == "boolean"
}

call_is_confirmed if object.get(tool, "confirm", false) == false

call_is_confirmed if {
	input.confirmation.tool == input.tool
	input.confirmation.arguments == input.arguments
	type_name(input.confirmation.by) == "string"
	type_name(input.caller) == "string"
	input.confirmation.by != input.caller
}
