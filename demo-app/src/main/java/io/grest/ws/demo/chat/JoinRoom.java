package io.grest.ws.demo.chat;

import io.grest.ws.contract.Example;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * A wish to enter the room that the connection is for.
 *
 * @param history how many of the latest messages to be sent
 */
public record JoinRoom(@Example("10") @Min(0) @Max(50) int history) {

}
