# METADATA
# title: "Data residency"
# description: "Data stay in the regions of their class, with operators and keys that the class accepts, copies and logs included"
# custom:
#   severity: high
#   frameworks: ["GDPR Art. 44", "ISO 27018", "EU Data Act"]
package tensorguard.data_residency

import data.parameters.data_residency as params

default allow := false

allow if count(deny) == 0

deny contains {"code": "class_unknown", "message": "the data have no known class"} if not class

deny contains {"code": "region_not_allowed", "message": "data of this class may not be in the region"} if not input.destination.region in class.regions

deny contains {"code": "replica_outside", "message": "a copy would be in a region that the class does not allow"} if not replicas_stay

deny contains {"code": "logs_outside", "message": "logs would be in a region that the class does not allow"} if not input.destination.log_region in class.regions

deny contains {"code": "operator_not_allowed", "message": "the operator is under a law that the class does not accept"} if not input.destination.operator_jurisdiction in class.operators

deny contains {"code": "keys_not_held", "message": "the keys are not in the custody that the class asks for"} if not input.destination.key_custody in class.key_custody

class := params.classes[input.classification]

replicas_stay if {
	type_name(input.destination.replica_regions) == "array"
	every region in input.destination.replica_regions {
		region in class.regions
	}
	count(class.regions) > 0
}
