package io.grest.ws.test.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Auto-configuration of a slice with a web server.
 */
@AutoConfiguration
@ConditionalOnProperty(name = GrestWsTestContextBootstrapper.TRANSPORT_PROPERTY, havingValue = "RANDOM_PORT")
@ImportAutoConfiguration
class WebServerAutoConfiguration {

}
