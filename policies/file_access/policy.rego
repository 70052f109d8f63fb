# METADATA
# title: "File access"
# description: "An agent reads and writes in its own folders only, never in secret ones, and files of bounded size"
# custom:
#   severity: high
#   frameworks: ["ISO 27001 A.8.3", "NIST SP 800-53 AC-6"]
package tensorguard.file_access

import data.parameters.file_access as params

default allow := false

allow if count(deny) == 0

# Which folders each action may touch is in `params.folders`; an action without a list is never allowed.

deny contains {"code": "action_not_allowed", "message": "the action is not one that agents may do with files"} if not params.folders[input.action]

deny contains {"code": "path_malformed", "message": "the path is not absolute or has steps that change its meaning"} if not path_is_plain

deny contains {"code": "path_outside", "message": "the path is outside of the folders for this action"} if not path_is_inside

deny contains {"code": "path_secret", "message": "the path leads to secrets"} if not path_is_public

deny contains {"code": "size_exceeded", "message": "the size is missing or above the limit"} if not size_is_bounded

steps := split(input.path, "/")

path_is_plain if {
	startswith(input.path, "/")
	not contains(input.path, "\\")
	not contains(input.path, "\u0000")
	every step in split(trim(input.path, "/"), "/") {
		not step in {"", ".", ".."}
	}
}

path_is_inside if {
	some folder in params.folders[input.action]
	startswith(concat("", [input.path, "/"]), concat("", [folder, "/"]))
}

path_is_public if {
	every step in steps {
		not lower(step) in params.secret_names
	}
	count(params.secret_names) >= 0
}

size_is_bounded if {
	type_name(input.size_bytes) == "number"
	input.size_bytes >= 0
	input.size_bytes <= params.max_bytes
}
