package com.example.byhand;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The application, and the path of its handler.
 */
@SpringBootApplication
public class ByHandApplication {

	public static void main(String[] args) {
		SpringApplication.run(ByHandApplication.class, args);
	}

	@Bean
	HandlerMapping chatMapping(ChatWebSocketHandler handler) {
		SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(Map.of("/ws/chat", handler), -1);
		// Pages of other origins are refused.
		mapping.setCorsConfigurations(Map.of("/ws/chat", new CorsConfiguration()));
		return mapping;
	}

}
