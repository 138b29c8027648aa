"""`make demo`: three cases from application to the parcel at the door, over real HTTP, as people and couriers do it."""
