package tensorguard.mcp_tools_test

import data.tensorguard.mcp_tools

denied := {each.code | some each in mcp_tools.deny}

base := {"server": "crm", "tool": "search", "description_digest": "sha256:3333", "arguments": {"query": "acme", "limit": 10}}

test_the_usual_request_is_allowed if {
	mcp_tools.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not mcp_tools.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not mcp_tools.allow with input as "text"
	not mcp_tools.allow with input as []
	not mcp_tools.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not mcp_tools.allow with input as base with data.parameters.mcp_tools as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not mcp_tools.allow with input as less
	}
}

test_tools_belong_to_their_server if {
	denied == {"tool_not_allowed", "tool_changed", "argument_unknown", "argument_missing", "argument_out_of_bounds", "confirmation_missing"} with input as base with input.tool as "read_file"
}

test_changed_descriptions_are_denied if {
	denied == {"tool_changed"} with input as base with input.description_digest as "sha256:4444"
}

test_unknown_arguments_are_denied if {
	denied == {"argument_unknown", "argument_out_of_bounds"} with input as base with input.arguments.shell as "x"
}

test_missing_arguments_are_denied if {
	denied == {"argument_missing"} with input as base with input.arguments as {"limit": 1}
}

test_large_numbers_are_denied if {
	denied == {"argument_out_of_bounds"} with input as base with input.arguments.limit as 51
}

test_negative_numbers_are_denied if {
	denied == {"argument_out_of_bounds"} with input as base with input.arguments.limit as -1
}

test_other_types_are_denied if {
	denied == {"argument_out_of_bounds"} with input as base with input.arguments.query as ["a"]
}

test_switches_have_their_type if {
	denied == set() with input as base with data.parameters.mcp_tools.servers.crm.search.arguments.all as {"type": "boolean"} with input.arguments.all as true
}

test_deletions_need_a_human if {
	denied == {"confirmation_missing"} with input as base with input.server as "files" with input.tool as "delete_file" with input.description_digest as "sha256:2222" with input.arguments as {"path": "/a"}
}

test_nobody_confirms_for_himself if {
	denied == {"confirmation_missing"} with input as base with input.server as "files" with input.tool as "delete_file" with input.description_digest as "sha256:2222" with input.arguments as {"path": "/a"} with input.caller as "ada" with input.confirmation as {"tool": "delete_file", "arguments": {"path": "/a"}, "by": "ada"}
}

test_confirmed_deletions_are_allowed if {
	denied == set() with input as base with input.server as "files" with input.tool as "delete_file" with input.description_digest as "sha256:2222" with input.arguments as {"path": "/a"} with input.caller as "agent-7" with input.confirmation as {"tool": "delete_file", "arguments": {"path": "/a"}, "by": "ada"}
}
