package org.springframework.security.access;

/**
 * Stands in for the class of Spring Security, which these tests do without.
 */
public class AccessDeniedException extends RuntimeException {

}
