# An ordinary conftest policy for OpenTofu and Terraform plans: only the names of types and roles are ours.
#
#   reconciler show plan.bin --format json > plan.json
#   conftest test plan.json --policy examples/policies --data labels.json
#
# labels.json holds the labels of the pull request: {"labels": ["access-approved"]}
package main

import rego.v1

most_deleted := 3

admins := {"admin", "internal_admin", "super_admin"}

deleted contains change.address if {
	some change in input.resource_changes
	"delete" in change.change.actions
}

deny contains message if {
	count(deleted) > most_deleted
	message := sprintf("%d resources would be deleted; %d may be at once", [count(deleted), most_deleted])
}

deny contains message if {
	some change in input.resource_changes
	change.type == "member"
	change.change.after.role in admins
	not change.change.before.role in admins
	not "access-approved" in data.labels
	message := sprintf("%s would become %s; that needs the label access-approved", [change.name, change.change.after.role])
}

deny contains message if {
	some change in input.resource_changes
	change.action_reason == "replace_because_cannot_update"
	message := sprintf("%s would be removed and added again", [change.address])
}

warn contains message if {
	some change in input.resource_drift
	some action in change.change.actions
	message := sprintf("%s: somebody else did this: %s", [change.address, action])
}
