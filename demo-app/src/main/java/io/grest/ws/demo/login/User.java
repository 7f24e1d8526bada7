package io.grest.ws.demo.login;

/**
 * Somebody who has logged in.
 *
 * @param name what others call them
 */
public record User(String name) {

}
