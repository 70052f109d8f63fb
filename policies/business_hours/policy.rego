# METADATA
# title: "Business hours"
# description: "Changes happen in the working hours of the site and not on holidays or in freezes; emergencies need a ticket"
# custom:
#   severity: medium
#   frameworks: ["ISO 27001 A.8.32", "ITIL change enablement"]
package tensorguard.business_hours

import data.parameters.business_hours as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "site_unknown", "message": "the site has no working hours"} if not site

deny contains {"code": "action_missing", "message": "the action is missing"} if not type_name(input.action) == "string"

deny contains {"code": "outside_hours", "message": "it is outside of the working hours of the site"} if not time_is_right

deny contains {"code": "frozen", "message": "changes are frozen"} if not no_freeze

site := params.sites[input.site]

time_is_right if working_time

time_is_right if exempt

no_freeze if not_frozen

no_freeze if exempt

exempt if input.action in params.always_allowed

exempt if {
	input.emergency == true
	input.role in params.emergency_roles
	type_name(input.ticket) == "string"
	input.ticket != ""
}

working_time if {
	time.weekday([time.now_ns(), site.zone]) in site.days
	[hour, _, _] := time.clock([time.now_ns(), site.zone])
	hour >= site.open_hour
	hour < site.close_hour
	type_name(site.holidays) == "array"
	every holiday in site.holidays {
		is_other_day(holiday)
	}
}

# A holiday that cannot be read might be today: it stops changes until it is mended.
is_other_day(day) if {
	[year, month, date] := split(day, "-")
	[to_number(year), number_of(month), number_of(date)] != time.date([time.now_ns(), site.zone])
}

# Numbers of JSON have no zero in front.
number_of(text) := to_number(concat("", ["1", text])) - 100

not_frozen if {
	now := time.now_ns()
	type_name(params.freezes) == "array"
	every freeze in params.freezes {
		is_outside(now, freeze)
	}
}

is_outside(now, freeze) if {
	now < time.parse_rfc3339_ns(freeze.from)
	type_name(time.parse_rfc3339_ns(freeze.to)) == "number"
}

is_outside(now, freeze) if {
	type_name(time.parse_rfc3339_ns(freeze.from)) == "number"
	time.parse_rfc3339_ns(freeze.to) <= now
}
