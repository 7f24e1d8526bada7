package example;

public interface GreetingClient {

	void greeted(GreetingServer.Name name);

}
