package io.grest.ws.test.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application with two contracts, and parts that a slice leaves out.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SampleApplication {

}
