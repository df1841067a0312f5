//! Who did what to whom, who said so, and when: political text to records with the proving words.
