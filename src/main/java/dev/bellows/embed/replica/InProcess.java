package dev.bellows.embed.replica;

import dev.bellows.embed.replica.Message.Address;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lines of Spark's local mode: driver and replicas are in one process and hand each other what
 * they say.
 */
public record InProcess(String name) implements Lines {
  private static final Map<String, Desk> DESKS = new ConcurrentHashMap<>();

  /** Makes a driver's desk known. */
  public void serve(Desk driver) {
    DESKS.put(name, driver);
  }

  /** Forgets it. */
  public void close() {
    DESKS.remove(name);
  }

  private static Desk desk(String name) {
    Desk desk = DESKS.get(name);
    if (desk == null) {
      throw new IllegalStateException("what is asked is not in this process, or has ended");
    }
    return desk;
  }

  @Override
  public Opened open(int replica, Desk own) {
    String address = name + "/" + replica;
    if (own != null) {
      DESKS.put(address, own);
    }
    Line driver = Line.to(desk(name));
    return new Opened() {
      @Override
      public Address address() {
        return new Address(address, 0);
      }

      @Override
      public Line driver() {
        return driver;
      }

      @Override
      public Line replica(int number, Address other) {
        return Line.to(desk(other.host()));
      }

      @Override
      public void close() {
        DESKS.remove(address);
      }
    };
  }
}
