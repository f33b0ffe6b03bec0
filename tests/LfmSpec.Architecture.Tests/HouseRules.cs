using System.Reflection;

namespace LfmSpec.Architecture.Tests;

/// <summary>What holds of every house: its rooms are all there are, and their arrows go down.</summary>
public abstract class HouseRules
{
    private readonly IReadOnlyList<Room> rooms;
    private readonly House house;

    private protected HouseRules(House house, IReadOnlyList<Room> rooms) => (this.house, this.rooms) = (house, rooms);

    [Test]
    public void Every_type_is_in_a_room()
    {
        Assert.That(house.Types, Is.Not.Empty);
        Assert.That(house.Homeless, Is.Empty, "no file of the project declares them: is a declaration written in another form than the test reads?");
        Assert.That(house.Folders, Is.EquivalentTo(rooms.Select(room => room.Name)), "give a new folder a place among the rooms, and take one that is gone out");
    }

    [Test]
    public void A_namespace_follows_its_folder_but_for_what_users_write_against() => Assert.That(house.Astray(), Is.Empty);

    [Test]
    public void A_room_is_told_of_rooms_below_it_alone()
    {
        foreach (var (place, room) in rooms.Index())
        {
            Assert.That(room.Uses, Is.SubsetOf(rooms.Take(place).Select(below => below.Name)), $"{room}");
        }
    }

    [Test]
    public void A_room_uses_the_rooms_that_it_is_told_of_and_no_other()
    {
        Assert.Multiple(() =>
        {
            foreach (var room in rooms)
            {
                Assert.That(string.Join('\n', house.Forbidden(room)), Is.Empty, $"{room} may use {string.Join(", ", room.Uses)}");
                Assert.That(room.Uses, Is.SubsetOf(house.Used(room.Name)), $"{room} is told of a room that it does not use");
            }
        });
    }

    [Test]
    public void An_arrow_that_a_room_is_not_told_of_is_found()
    {
        foreach (var room in rooms.Where(room => room.Uses.Length > 0))
        {
            Assert.That(house.Forbidden(room with { Uses = room.Uses[..^1] }), Is.Not.Empty, $"{room}, not told of {room.Uses[^1]}");
        }
    }
}
