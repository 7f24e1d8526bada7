package io.grest.ws.demo.login;

/**
 * User who has logged in.
 *
 * @param name the name, shown to others
 */
public record User(String name) {

}
