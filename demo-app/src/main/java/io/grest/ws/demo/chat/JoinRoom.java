package io.grest.ws.demo.chat;

import io.grest.ws.contract.Example;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Request to join the room of the connection.
 *
 * @param history the number of latest messages to be sent
 */
public record JoinRoom(@Example("10") @Min(0) @Max(50) int history) {

}
