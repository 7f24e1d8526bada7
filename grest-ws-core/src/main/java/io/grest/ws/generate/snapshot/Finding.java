package io.grest.ws.generate.snapshot;

/**
 * What becomes of a difference between a writer and a reader.
 *
 * @param place the place of the difference
 * @param kind what it is, from the old contract to the new one
 * @param effect the effect
 * @param reason the reason, a sentence
 */
record Finding(String place, ContractChange.Kind kind, Effect effect, String reason) {

}
