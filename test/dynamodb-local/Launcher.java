import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Runs DynamoDB Local for this machine only: it has no option for the address and would listen on every one. Prints the
 * port, and ends with its standard input, so that it never outlives who started it.
 */
public class Launcher {
  public static void main(String[] arguments) throws Exception {
    // It refuses port 0, which the connector below is given: this one is never used.
    var options = new String[] {"-inMemory", "-port", "8000", "-disableTelemetry"};
    DynamoDBProxyServer dynamodb = ServerRunner.createServerFromCommandLineArgs(options);
    var field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    var connector = (ServerConnector) ((Server) field.get(dynamodb)).getConnectors()[0];
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    dynamodb.start();
    System.out.println("Listening on port " + connector.getLocalPort());
    while (System.in.read() != -1) {}
    System.exit(0);
  }
}
