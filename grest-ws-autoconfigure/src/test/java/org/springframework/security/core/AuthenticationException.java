package org.springframework.security.core;

/**
 * Stands in for the class of Spring Security, which these tests do without.
 */
public abstract class AuthenticationException extends RuntimeException {

}
