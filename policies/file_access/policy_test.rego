package tensorguard.file_access_test

import data.tensorguard.file_access

denied := {each.code | some each in file_access.deny}

base := {"action": "read", "path": "/srv/data/a.csv", "size_bytes": 1000}

test_the_usual_request_is_allowed if {
	file_access.allow with input as base
	count(denied) == 0 with input as base
}

test_an_empty_input_is_denied if {
	not file_access.allow with input as {}
	count(denied) > 0 with input as {}
}

test_an_input_that_is_no_object_is_denied if {
	not file_access.allow with input as "text"
	not file_access.allow with input as []
	not file_access.allow with input as null
}

test_nothing_is_allowed_without_parameters if {
	not file_access.allow with input as base with data.parameters.file_access as {}
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not file_access.allow with input as less
	}
}

test_writing_has_folders_of_its_own if {
	denied == {"path_outside"} with input as base with input.action as "write"
}

test_a_folder_with_the_same_beginning_is_another if {
	denied == {"path_outside"} with input as base with input.path as "/srv/database/a"
}

test_climbing_out_is_denied if {
	denied == {"path_malformed"} with input as base with input.path as "/srv/data/../../etc/passwd"
}

test_backslashes_are_denied if {
	denied == {"path_malformed"} with input as base with input.path as "/srv/data/..\\x"
}

test_relative_paths_are_denied if {
	denied == {"path_malformed", "path_outside"} with input as base with input.path as "srv/data/a"
}

test_secrets_are_denied_in_any_case if {
	denied == {"path_secret"} with input as base with input.path as "/srv/data/.SSH/id"
}

test_unknown_actions_are_denied if {
	denied == {"action_not_allowed", "path_outside"} with input as base with input.action as "chmod"
}

test_large_files_are_denied if {
	denied == {"size_exceeded"} with input as base with input.size_bytes as 104857601
}

test_a_size_that_is_text_is_denied if {
	denied == {"size_exceeded"} with input as base with input.size_bytes as "1"
}
