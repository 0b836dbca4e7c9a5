//! What being planned, denied, refused or ended makes of a PLOVER type.
//!
//! PLOVER: future cooperation is AGREE, future harm THREATEN, an announced withdrawal CONCEDE, halted talks SANCTION. Rows
//! of the lexicon may say otherwise for their words. Pure; knows no words.

use super::find::Above;
use rapporteur_lexicon::event_frames::Frame;
use rapporteur_model::{EventStatus, EventType};

/// An event of this type names what it is about: what it asks for, refuses or promises did not happen by that.
pub(super) fn eats(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Request | EventType::Reject | EventType::Agree | EventType::Threaten | EventType::Concede
    )
}

/// Does doing it cooperate?
pub(super) fn cooperates(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Agree
            | EventType::Consult
            | EventType::Support
            | EventType::Cooperate
            | EventType::Aid
            | EventType::Concede
            | EventType::Retreat
    )
}

/// What an event is that is only announced (PLOVER: future cooperation is AGREE, future harm THREATEN).
fn announced(kind: EventType) -> EventType {
    match kind {
        EventType::Assault
        | EventType::Coerce
        | EventType::Sanction
        | EventType::Mobilize
        | EventType::Protest => EventType::Threaten,
        kind if cooperates(kind) => EventType::Agree,
        kind => kind,
    }
}

/// What the end of an event is.
fn at_end(kind: EventType) -> Option<(EventType, Option<&'static str>)> {
    Some(match kind {
        EventType::Assault => (EventType::Retreat, Some("ceasefire")),
        EventType::Coerce | EventType::Sanction | EventType::Mobilize => (EventType::Retreat, None),
        EventType::Aid | EventType::Cooperate | EventType::Consult => {
            (EventType::Sanction, Some("discontinue"))
        }
        EventType::Protest | EventType::Request | EventType::Threaten => (EventType::Concede, None),
        EventType::Support | EventType::Agree => (EventType::Reject, None),
        _ => return None,
    })
}

/// Type, mode and status after everything above the word has been heard.
pub(super) fn outcome(
    frame: &Frame,
    kind: EventType,
    mode: Option<&'static str>,
    above: &Above,
) -> Option<(EventType, Option<&'static str>, EventStatus)> {
    let (mut kind, mut mode) = (kind, mode);
    let mut future = frame.future;
    if above.ended {
        if above.negated {
            return Some((EventType::Reject, None, EventStatus::Happened));
        }
        (kind, mode) = frame.ended.or_else(|| at_end(kind))?;
        future = None;
    } else if above.denied {
        return Some((kind, mode, EventStatus::Denied));
    } else if above.negated {
        // "will not meet", "did not agree" are refusals; "did not attack" is no attack.
        let refuses = matches!(kind, EventType::Agree | EventType::Support)
            || cooperates(kind) && (above.planned || above.tried);
        return Some(if refuses {
            (EventType::Reject, None, EventStatus::Happened)
        } else {
            (kind, mode, EventStatus::Denied)
        });
    }
    if above.conditional {
        let kind = if cooperates(kind) { future.unwrap_or_else(|| announced(kind)) } else { kind };
        return Some((kind, mode.filter(|_| !cooperates(kind)), EventStatus::Conditional));
    }
    if above.planned {
        let was = kind;
        kind = future.unwrap_or_else(|| announced(kind));
        if kind != was {
            mode = threat(was, mode).filter(|_| kind == EventType::Threaten);
        }
        return Some((kind, mode, EventStatus::Planned));
    }
    if above.announced {
        return Some((future.filter(|_| cooperates(kind)).unwrap_or(kind), mode, EventStatus::Planned));
    }
    if above.possible || above.tried {
        return Some((kind, mode, EventStatus::Possible));
    }
    Some((kind, mode, EventStatus::Happened))
}

/// What is threatened, as a mode of THREATEN.
fn threat(kind: EventType, mode: Option<&'static str>) -> Option<&'static str> {
    match (kind, mode) {
        (EventType::Assault, _) => Some("violence"),
        (EventType::Coerce, Some("arrest")) => Some("arrest"),
        (EventType::Coerce, _) => Some("restrict"),
        (EventType::Sanction, Some("expel")) => Some("expel"),
        (EventType::Sanction, _) => Some("relations"),
        _ => None,
    }
}
