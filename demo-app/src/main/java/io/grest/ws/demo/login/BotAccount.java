package io.grest.ws.demo.login;

/**
 * Account of the bot, with a password that nobody else knows.
 *
 * @param name the name, shown to others
 * @param password the password, new for each start
 */
public record BotAccount(String name, String password) {

}
