package io.grest.ws.test.security;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application with Spring Security.
 */
@SpringBootApplication(proxyBeanMethods = false)
class OfficeApplication {

}
