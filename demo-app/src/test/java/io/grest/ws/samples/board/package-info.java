/**
 * A whole application of the skill for coding agents: one board, and each typical task on
 * it.
 */
package io.grest.ws.samples.board;
