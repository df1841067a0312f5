//! Tests of the actor finder on sentences written for it.
