#!/usr/bin/env python3
"""Makes example/office/polls/wgx-2025.pb: the invented ballots of the example's finished poll.

    python3 example/polls/wgx-2025.py > example/office/polls/wgx-2025.pb

Always the same bytes: what looks like chance is SHA-256. 1,150 of 3,000 households voted, each for up
to five of ten projects. Lights and ramps are liked by nearly everybody; the stage by some, who want
it much, and by hardly anybody else. The projects, costs and budget are the workbook's.
"""
import hashlib

BALLOTS = 1150
BUDGET = 60000
# How much each kind of household wants each project; a household is of one kind.
PROJECTS = {
    # id: (cost, name, category, beneficiaries, (walks at night, young family, elder, sings and dances))
    '1': (18400, '北门路灯换新', '照明', '走夜路的邻居', (60, 38, 24, 30)),
    '2': (12500, '十二个单元门维修', '门和锁', '六栋楼的住户', (26, 36, 32, 20)),
    '3': (9800, '声控灯（第三批）', '照明', '九栋楼的住户', (52, 44, 50, 36)),
    '4': (6400, '西门、7号楼前补绿', '绿化', '遛弯的老人和孩子', (14, 24, 20, 16)),
    '5': (4600, '6号楼门口坡道', '无障碍', '坐轮椅、推婴儿车的人', (18, 48, 56, 22)),
    '6': (4400, '5号楼电梯口扶手', '无障碍', '腿脚不便的邻居', (7, 9, 30, 7)),
    '7': (3600, '楼道应急灯（第二批）', '照明', '十二栋楼的住户', (26, 22, 26, 16)),
    '8': (26000, '中心花园小舞台', '文化', '唱歌跳舞的邻居', (5, 8, 12, 190)),
    '9': (15800, '南门岗亭翻修', '安全', '进出南门的人', (20, 13, 15, 12)),
    '10': (5200, '旧衣回收箱', '卫生', '全体居民', (9, 15, 8, 8)),
}
KINDS = (28, 24, 22, 26)  # of a hundred households
SIZES = (6, 12, 22, 28, 32)  # of a hundred ballots, with one to five projects


def chance(*of):
    """A number from 0 to below 1, always the same for the same words."""
    text = '/'.join(map(str, ('wgx-2025',) + of)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:6], 'big') / 2**48


def pick(weights, at):
    """A place, the likelier the heavier."""
    left = at * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return place
    return len(weights) - 1


def ballot(number):
    kind = pick(KINDS, chance(number, 'kind'))
    size = pick(SIZES, chance(number, 'size')) + 1
    wants = {project: row[4][kind] for project, row in PROJECTS.items()}
    chosen = []
    for turn in range(size):
        ids = list(wants)
        project = ids[pick([wants[name] for name in ids], chance(number, 'choice', turn))]
        chosen.append(project)
        del wants[project]
    return sorted(chosen, key=int)


def main():
    # In the order of what they say, so that nothing of the order of voting is left.
    ballots = sorted((ballot(number) for number in range(1, BALLOTS + 1)), key=lambda b: [int(p) for p in b])
    votes = {project: sum(project in chosen for chosen in ballots) for project in PROJECTS}
    left = BUDGET
    selected = set()
    for project in sorted(PROJECTS, key=lambda p: (-votes[p], PROJECTS[p][0])):
        if PROJECTS[project][0] <= left:
            left -= PROJECTS[project][0]
            selected.add(project)
    lines = ['META', 'key;value']
    lines += [
        'description;2025年微更新项目投票',
        'country;China',
        'unit;杏林里社区',
        'instance;2025',
        f'num_projects;{len(PROJECTS)}',
        f'num_votes;{BALLOTS}',
        f'budget;{BUDGET}',
        'vote_type;approval',
        'rule;greedy',
        'date_begin;03.11.2025',
        'date_end;23.11.2025',
        'min_length;1',
        'max_length;5',
        'language;zh',
        'currency;CNY',
        'PROJECTS',
        'project_id;cost;votes;name;category;beneficiaries;selected',
    ]
    for project, (cost, name, category, people, _) in PROJECTS.items():
        lines.append(f'{project};{cost};{votes[project]};{name};{category};{people};{int(project in selected)}')
    lines += ['VOTES', 'voter_id;vote']
    lines += [f'{number};{",".join(chosen)}' for number, chosen in enumerate(ballots, 1)]
    print('\n'.join(lines))


main()
