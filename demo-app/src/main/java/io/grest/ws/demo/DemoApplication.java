package io.grest.ws.demo;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Spring Boot application of the demo.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class DemoApplication {

	private static final Log logger = LogFactory.getLog(DemoApplication.class);

	/**
	 * Start the demo.
	 * @param args options of Spring Boot, for instance {@code --server.port=8081}
	 */
	public static void main(String[] args) {
		SpringApplication.run(DemoApplication.class, args);
	}

	@EventListener
	void sayWhereToLook(ApplicationReadyEvent event) {
		logger.info("Open http://localhost:"
				+ event.getApplicationContext().getEnvironment().getProperty("local.server.port"));
	}

}
