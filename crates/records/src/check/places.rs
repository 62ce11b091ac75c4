//! The plan: corners, and the coordinates they are given in.

use super::Found;
use crate::Records;
use crate::codes::PlaceKind;
use crate::finding::Problem;

pub(super) fn check(records: &Records, found: &mut Found) {
    let declared = records.community.coord_system;
    for place in &records.places {
        let corners = place.polygon.len();
        // A place without corners is only listed.
        if corners == 0 {
            continue;
        }
        let needed = match place.kind {
            PlaceKind::Building | PlaceKind::Green => 3,
            PlaceKind::Road => 2,
            PlaceKind::Point => 1,
        };
        if corners < needed {
            found.cell(place, "polygon", Problem::TooFewPoints { found: corners });
        }
        if place.kind == PlaceKind::Point && corners > 1 {
            found.cell(place, "polygon", Problem::TooManyPoints { found: corners });
        }
        if place.coord_system.or(declared).is_none() {
            found.cell(place, "coord_system", Problem::NoCoordinateSystem);
        }
    }
    for project in &records.projects {
        match (project.x, project.y) {
            (Some(_), None) => found.cell(project, "y", Problem::HalfPoint),
            (None, Some(_)) => found.cell(project, "x", Problem::HalfPoint),
            (Some(_), Some(_)) if declared.is_none() => {
                found.cell(project, "x", Problem::NoCoordinateSystem);
            }
            (None, None) | (Some(_), Some(_)) => {}
        }
    }
}
