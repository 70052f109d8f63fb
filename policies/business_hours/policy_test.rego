package tensorguard.business_hours_test

import data.tensorguard.business_hours

denied := {each.code | some each in business_hours.deny}

base := {"site": "berlin", "action": "deploy"}

now := time.parse_rfc3339_ns("2026-03-02T10:00:00Z")

test_the_usual_request_is_allowed if {
	business_hours.allow with input as base with time.now_ns as now
	count(denied) == 0 with input as base with time.now_ns as now
}

test_an_empty_input_is_denied if {
	not business_hours.allow with input as {} with time.now_ns as now
	count(denied) > 0 with input as {} with time.now_ns as now
}

test_an_input_that_is_no_object_is_denied if {
	not business_hours.allow with input as "text" with time.now_ns as now
	not business_hours.allow with input as [] with time.now_ns as now
	not business_hours.allow with input as null with time.now_ns as now
}

test_nothing_is_allowed_without_parameters if {
	not business_hours.allow with input as base with data.parameters.business_hours as {} with time.now_ns as now
}

test_a_request_without_any_one_member_is_denied if {
	every member, _ in base {
		less := {key: value | some key, value in base; key != member}
		not business_hours.allow with input as less with time.now_ns as now
	}
}

test_nights_are_denied if {
	denied == {"outside_hours"} with input as base with time.now_ns as time.parse_rfc3339_ns("2026-03-02T20:00:00Z")
}

test_weekends_are_denied if {
	denied == {"outside_hours"} with input as base with time.now_ns as time.parse_rfc3339_ns("2026-03-01T10:00:00Z")
}

test_the_zone_of_the_site_counts if {
	denied == {"outside_hours"} with input as base with input.site as "new-york" with time.now_ns as now
}

test_summer_time_is_known if {
	denied == set() with input as base with time.now_ns as time.parse_rfc3339_ns("2026-07-06T06:30:00Z")
}

test_winter_time_is_known if {
	denied == {"outside_hours"} with input as base with time.now_ns as time.parse_rfc3339_ns("2026-01-05T06:30:00Z")
}

test_holidays_are_denied if {
	denied == {"outside_hours"} with input as base with time.now_ns as time.parse_rfc3339_ns("2026-01-01T10:00:00Z")
}

test_freezes_are_denied if {
	denied == {"frozen"} with input as base with time.now_ns as time.parse_rfc3339_ns("2026-12-21T10:00:00Z")
}

test_freezes_that_cannot_be_read_are_denied if {
	denied == {"frozen"} with input as base with data.parameters.business_hours.freezes as [{"from": "soon", "to": "later"}] with time.now_ns as now
}

test_past_freezes_are_over if {
	denied == set() with input as base with data.parameters.business_hours.freezes as [{"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}] with time.now_ns as now
}

test_holidays_that_cannot_be_read_are_denied if {
	denied == {"outside_hours"} with input as base with data.parameters.business_hours.sites.berlin.holidays as ["Easter"] with time.now_ns as now
}

test_rolling_back_is_always_allowed if {
	denied == set() with input as base with input.action as "rollback" with time.now_ns as time.parse_rfc3339_ns("2026-12-21T23:00:00Z")
}

test_emergencies_need_a_ticket if {
	denied == {"outside_hours"} with input as base with input.emergency as true with input.role as "incident-commander" with time.now_ns as time.parse_rfc3339_ns("2026-03-01T10:00:00Z")
}

test_emergencies_with_a_ticket_are_allowed if {
	denied == set() with input as base with input.emergency as true with input.role as "incident-commander" with input.ticket as "INC-7" with time.now_ns as time.parse_rfc3339_ns("2026-03-01T10:00:00Z")
}

test_unknown_sites_are_denied if {
	denied == {"site_unknown", "outside_hours"} with input as base with input.site as "moon" with time.now_ns as now
}
